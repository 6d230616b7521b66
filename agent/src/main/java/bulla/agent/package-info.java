/** certmgr: manifests, the reconcile loop, writing files as one unit, service managers. */
@NullMarked
package bulla.agent;

import org.jspecify.annotations.NullMarked;
