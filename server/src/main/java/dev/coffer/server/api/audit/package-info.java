/**
 * What auditors ask the audit log over the API. A domain's auditors see the calls of its users and
 * those about its projects, and nothing of other domains.
 */
@NullMarked
package dev.coffer.server.api.audit;

import org.jspecify.annotations.NullMarked;
