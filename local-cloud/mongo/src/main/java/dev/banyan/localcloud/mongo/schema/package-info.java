/** The rules that documents of a collection must keep. */
@NullMarked
package dev.banyan.localcloud.mongo.schema;

import org.jspecify.annotations.NullMarked;
