/** Real clients and foreign judges against started programs: processes and sockets, no classes. */
@NullMarked
package bulla.conformance;

import org.jspecify.annotations.NullMarked;
