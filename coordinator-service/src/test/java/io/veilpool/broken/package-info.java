/** Classes that break every rule of the rooms, so that each rule is seen to fail. Nothing runs them. */
package io.veilpool.broken;
