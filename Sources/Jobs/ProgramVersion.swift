/// The version that reports, galleries and model files name.
public let programVersion = "0.1.0"
