/**
 * Work that outlives a request. A {@link dev.coffer.server.jobs.Job} is the journal entry that a
 * caller can look at: what is done, to which instance, how far it is, how it ended. A {@link
 * dev.coffer.server.jobs.Work} is what a kind of job does. db-scheduler decides when a job runs;
 * the entry remembers what. A job that a crash cut off is found at the next start and is performed
 * again from its beginning, or, where its work says so, given up with a reason.
 */
@NullMarked
package dev.coffer.server.jobs;

import org.jspecify.annotations.NullMarked;
