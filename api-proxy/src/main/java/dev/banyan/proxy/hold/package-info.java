/** The gate that a capability's writes pass: one owner at a time, held during a switch. */
@NullMarked
package dev.banyan.proxy.hold;

import org.jspecify.annotations.NullMarked;
