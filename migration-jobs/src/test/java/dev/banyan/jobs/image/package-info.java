/** Tests of the images of BSON values. */
@NullMarked
package dev.banyan.jobs.image;

import org.jspecify.annotations.NullMarked;
