/** Commands: flags to values, nothing else; and the lab. */
@NullMarked
package bulla.cli;

import org.jspecify.annotations.NullMarked;
