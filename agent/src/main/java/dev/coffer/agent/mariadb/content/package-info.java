/** The databases and accounts that the users of an instance have in its engine. */
@NullMarked
package dev.coffer.agent.mariadb.content;

import org.jspecify.annotations.NullMarked;
