/// The version that reports, galleries and model files name.
package let programVersion = "0.2.0"
