/** Who follows whom: the table, the functions around it, and the way back to MongoDB. */
@NullMarked
package dev.banyan.relationships;

import org.jspecify.annotations.NullMarked;
