/** Apache's configuration language and its expressions. */
@NullMarked
package bulla.apacheconf;

import org.jspecify.annotations.NullMarked;
