/** cfssl serve and multirootca. */
@NullMarked
package bulla.caserver;

import org.jspecify.annotations.NullMarked;
