/** The commands of one database. */
@NullMarked
package dev.banyan.localcloud.mongo.database;

import org.jspecify.annotations.NullMarked;
