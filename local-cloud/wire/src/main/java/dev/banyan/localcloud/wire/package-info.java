/** The AWS JSON 1.0, JSON 1.1 and CBOR 1.1 protocols, server side, for the local stand-ins. */
@NullMarked
package dev.banyan.localcloud.wire;

import org.jspecify.annotations.NullMarked;
