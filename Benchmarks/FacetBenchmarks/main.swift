import Networks
import Tensors

func hybrid() throws {
  let d = 512, hidden = 2048, n = 64
  func u(_ shape: [Int], _ s: Float) -> Tensor { var x: UInt32 = 1; return Tensor(shape: shape, values: (0..<shape.reduce(1,*)).map { _ in x = x &* 1664525 &+ 1013904223; return (Float(x >> 8) / 8388608 - 1) * s }) }
  var p: [String: Tensor] = ["cls_token": u([1,1,d],1), "sep": u([1,1,d],1), "pos_embedding": u([1,130,d],1)]
  let a = "transformer.layers.0.0.fn.fn.", m = "transformer.layers.0.1.fn."
  p[a+"to_qkv.weight"] = u([384,d],0.05); p[a+"to_out.0.weight"] = u([d,128],0.1); p[a+"to_out.0.bias"] = u([d],0.1)
  p[m+"norm.weight"] = u([d],1); p[m+"norm.bias"] = u([d],1); p[m+"fn.net.0.weight"] = u([hidden,d],0.05); p[m+"fn.net.0.bias"] = u([hidden],1); p[m+"fn.net.3.weight"] = u([d,hidden],0.05); p[m+"fn.net.3.bias"] = u([d],1)
  for h in ["1","2"] { p["fc\(h).weight"] = u([512,n*d],0.01); p["fc\(h).bias"] = u([512],1); for k in ["weight","bias","running_mean"] { p["bn\(h)."+k] = u([512],1) }; p["bn\(h).running_var"] = Tensor(shape: [512], values: .init(repeating: 1, count: 512)) }
  let net = try HybridTransformer(parameters: p, grid: .eightByEight)
  let q = u([n*d],1).values, c = u([100*n*d],1).values
  for _ in 0..<8 { let t = ContinuousClock.now; let v = net.vectors(query: q, candidates: c); print(ContinuousClock.now - t, v.similarities[3], BLAS.kernels, Threads.count) }
}
try hybrid()
