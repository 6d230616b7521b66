/** The commands of CFSSL. */
@NullMarked
package bulla.cli.cfssl;

import org.jspecify.annotations.NullMarked;
