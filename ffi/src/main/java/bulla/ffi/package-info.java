/** C functions as method handles, and native memory by its address. */
@NullMarked
package bulla.ffi;

import org.jspecify.annotations.NullMarked;
