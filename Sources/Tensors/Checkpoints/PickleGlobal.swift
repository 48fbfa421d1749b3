/// The classes and functions that a checkpoint's pickle may name; all others are refused.
enum PickleGlobal {
  case orderedDictionary
  case size
  /// `_rebuild_tensor` and `_rebuild_tensor_v2`, whose first four arguments are the same.
  case rebuildTensor
  case rebuildParameter
  case storage(ElementType)

  init(module: String, name: String) throws(CheckpointError.Problem) {
    switch "\(module).\(name)" {
    case "collections.OrderedDict": self = .orderedDictionary
    case "torch.Size": self = .size
    case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2": self = .rebuildTensor
    case "torch._utils._rebuild_parameter": self = .rebuildParameter
    case "torch.DoubleStorage": self = .storage(.float64)
    case "torch.FloatStorage": self = .storage(.float32)
    case "torch.HalfStorage": self = .storage(.float16)
    case "torch.BFloat16Storage": self = .storage(.bfloat16)
    case "torch.LongStorage": self = .storage(.int64)
    case "torch.IntStorage": self = .storage(.int32)
    case "torch.ShortStorage": self = .storage(.int16)
    case "torch.CharStorage": self = .storage(.int8)
    case "torch.ByteStorage": self = .storage(.uint8)
    case "torch.BoolStorage": self = .storage(.bool)
    case let other: throw .refusedGlobal(name: other)
    }
  }
}

/// Returns the name of a refused instruction, as in Python's `pickletools`.
func pickleInstructionName(_ code: UInt8) -> String {
  let names: [UInt8: String] = [
    0x81: "NEWOBJ", 0x92: "NEWOBJ_EX", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4",
    UInt8(ascii: "o"): "OBJ", UInt8(ascii: "P"): "PERSID", UInt8(ascii: "B"): "BINBYTES",
    UInt8(ascii: "C"): "SHORT_BINBYTES", 0x8e: "BINBYTES8", 0x8f: "EMPTY_SET", 0x90: "ADDITEMS",
    0x91: "FROZENSET", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
  ]
  return names[code] ?? "0x" + String(code, radix: 16)
}
