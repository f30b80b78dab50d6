/** The operators' listener: status and health. */
@NullMarked
package dev.banyan.proxy.admin;

import org.jspecify.annotations.NullMarked;
