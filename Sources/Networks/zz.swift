public func describeModel(_ path: String) throws -> [String] { [] }
