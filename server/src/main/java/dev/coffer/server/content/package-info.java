/** What the users of instances keep in their engines: databases, accounts and privileges. */
@NullMarked
package dev.coffer.server.content;

import org.jspecify.annotations.NullMarked;
