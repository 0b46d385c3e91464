/** Who there is: domains, projects, users, groups, agencies, and the names and ids they go by. */
@NullMarked
package dev.coffer.server.iam.identity;

import org.jspecify.annotations.NullMarked;
