import Testing

@testable import Evidence

@Suite struct RandomOrderTests {
  @Test func ordersArePermutationsWithTheirReverses() {
    let orders = randomOrders(of: 42, pairs: 5, seed: 1)
    #expect(orders.count == 10 && Set(orders).count == 10)
    for order in orders {
      #expect(order.sorted() == Array(0..<42))
      #expect(orders.contains(order.reversed()))
    }
    #expect(orders == randomOrders(of: 42, pairs: 5, seed: 1))
    #expect(orders != randomOrders(of: 42, pairs: 5, seed: 2))
  }
}
