/** The training run of the ahead-of-time cache. */
@NullMarked
package bulla.cli.training;

import org.jspecify.annotations.NullMarked;
