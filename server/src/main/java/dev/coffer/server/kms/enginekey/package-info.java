/** Keys of database files, as an engine gets them from its own vault under this server. */
@NullMarked
package dev.coffer.server.kms.enginekey;

import org.jspecify.annotations.NullMarked;
