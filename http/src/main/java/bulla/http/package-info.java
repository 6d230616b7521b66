/** HTTP exchanges on Netty. */
@NullMarked
package bulla.http;

import org.jspecify.annotations.NullMarked;
