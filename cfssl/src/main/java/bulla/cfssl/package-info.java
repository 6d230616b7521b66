/** CFSSL's wire protocol and the client for it. */
@NullMarked
package bulla.cfssl;

import org.jspecify.annotations.NullMarked;
