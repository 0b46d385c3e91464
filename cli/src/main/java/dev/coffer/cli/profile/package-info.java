/** Profiles: servers that the user signed in to. */
@NullMarked
package dev.coffer.cli.profile;

import org.jspecify.annotations.NullMarked;
