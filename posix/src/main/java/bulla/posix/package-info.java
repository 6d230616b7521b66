/** What the operating system offers and Java has no word for. */
@NullMarked
package bulla.posix;

import org.jspecify.annotations.NullMarked;
