/** What standard output is. */
@NullMarked
package bulla.cli.terminal;

import org.jspecify.annotations.NullMarked;
