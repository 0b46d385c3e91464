/** What the users of an instance keep in its engine, and the changes that can be asked of it. */
@NullMarked
package dev.coffer.agent.database;

import org.jspecify.annotations.NullMarked;
