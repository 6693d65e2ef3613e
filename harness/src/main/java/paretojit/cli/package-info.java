/**
 * The command line: one class per command.
 *
 * <pre>
 *  arguments --&gt; Pareto --&gt; command --&gt; suite, engines, report --&gt; text on stdout, exit status
 * </pre>
 *
 * <p>Invariants: bad input is one line on stderr and exit status 1, never a stack trace; nothing
 * depends on this package.
 *
 * <p>To add a command, write a class and name it in {@code Pareto}'s subcommands.
 */
@NullMarked
package paretojit.cli;

import org.jspecify.annotations.NullMarked;
