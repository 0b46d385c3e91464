package dev.coffer.server.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The fields that the vendor's operation has in this object and that are not carried out here, by
 * their wire names. They are refused by name, while fields that neither knows are ignored.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RefusedFields {
  String[] value();
}
