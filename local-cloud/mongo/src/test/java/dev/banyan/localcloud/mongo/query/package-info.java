/** Tests of how documents are found and stored. */
@NullMarked
package dev.banyan.localcloud.mongo.query;

import org.jspecify.annotations.NullMarked;
