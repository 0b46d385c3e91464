/**
 * Where every program of an engine runs: a user of its own that was never anyone else's, and
 * namespaces in which nothing of the host is seen but the distribution's programs and the
 * directories that were given.
 *
 * <pre>
 * var cages = Cages.beside(home);                  // the agent's directory: home/../agent, 0700
 * var cage = cages.of("instance-" + id);           // its user is given once and found again
 * var tree = new CagedTree(cage, top.resolve("data"));
 * tree.create();                                   // root makes the empty top, its user the rest
 * var inside = cage.writing(top.resolve("data"));
 * inside.withoutNetwork().inside(initdb).run();    // to its end; a Child that is closed is killed
 * inside.start("server", postgres, log);           // outlives us
 * inside.server("server").ifPresent(...);          // found again by number, start time and boot
 * cage.end();                                      // everything of that user
 * tree.delete();
 * cages.forget("instance-" + id);
 * </pre>
 *
 * Paths are the same inside and outside. Traps: a directory that is given must exist and have only
 * root's directories above it; numbers of processes that a server writes are those of its
 * namespace; {@code /tmp} is empty in each; programs are not started from what was given; a log
 * lies outside of what was given and is reached through the descriptor alone. A second program in a
 * cage reaches the first one's sockets and does not see its processes.
 *
 * <p>Without root there is one user, ourselves, in a user namespace where the kernel gives one to
 * bubblewrap, and nothing around it otherwise: {@link dev.coffer.agent.cage.Confinement}.
 */
@NullMarked
package dev.coffer.agent.cage;

import org.jspecify.annotations.NullMarked;
