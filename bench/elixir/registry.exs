# Times the operations of Elixir's own Registry: a line for each, its name, a tab and the nanoseconds of one.
# `elixir registry.exs ENTRIES OPERATIONS`
defmodule Bench do
  @batches 7

  # The median of some batches, after one that warms up.
  def row(name, operations, run) do
    run.(operations)

    times =
      for _ <- 1..@batches do
        start = System.monotonic_time(:nanosecond)
        run.(operations)
        (System.monotonic_time(:nanosecond) - start) / operations
      end

    IO.puts("#{name}\t#{times |> Enum.sort() |> Enum.at(div(@batches, 2))}")
  end

  def times(0, _run), do: :ok

  def times(n, run) do
    run.(n)
    times(n - 1, run)
  end

  def subscriber(registry, topic, parent) do
    {:ok, _} = Registry.register(registry, topic, nil)
    send(parent, :subscribed)
    receive_all(0)
  end

  defp receive_all(received) do
    receive do
      {:message, amount} ->
        receive_all(received + amount)

      {:told, parent} ->
        send(parent, {:received, received})
        receive_all(0)
    end
  end

  # All subscribers have received all messages when this returns.
  def publish(registry, topic, count, messages) do
    times(messages, fn _ ->
      Registry.dispatch(registry, topic, fn entries ->
        for {pid, _} <- entries, do: send(pid, {:message, 1})
      end)
    end)

    for {pid, _} <- Registry.lookup(registry, topic), do: send(pid, {:told, self()})
    for _ <- 1..count, do: receive(do: ({:received, ^messages} -> :ok))
  end
end

[entries, operations] = System.argv() |> Enum.map(&String.to_integer/1)

{:ok, _} = Registry.start_link(keys: :unique, name: Names)
{:ok, _} = Registry.start_link(keys: :unique, name: Pairs)
{:ok, _} = Registry.start_link(keys: :duplicate, name: Topics)

# Before this process has other entries: each of them would make `unregister` slower.
Bench.row("register, unregister", operations, fn n ->
  Bench.times(n, fn i ->
    {:ok, _} = Registry.register(Names, i, 1)
    :ok = Registry.unregister(Names, i)
  end)
end)

for n <- 0..(entries - 1) do
  {:ok, _} = Registry.register(Names, "user:#{n}", %{load: rem(n, 1000)})
  {:ok, _} = Registry.register(Pairs, {"user", n}, n)
end

asked = for(n <- 0..(operations - 1), do: "user:#{rem(n * 7_368_787, entries)}") |> List.to_tuple()

Bench.row("lookup of a string", operations, fn n ->
  Bench.times(n, fn i -> [_] = Registry.lookup(Names, elem(asked, i - 1)) end)
end)

Bench.row("lookup of a pair", operations, fn n ->
  Bench.times(n, fn i -> [_] = Registry.lookup(Pairs, {"user", rem(i * 7_368_787, entries)}) end)
end)

for count <- [10, 1000] do
  for _ <- 1..count, do: spawn_link(Bench, :subscriber, [Topics, "topic:#{count}", self()])
  for _ <- 1..count, do: receive(do: (:subscribed -> :ok))

  Bench.row("dispatch to #{count}", div(operations, count), fn n ->
    Bench.publish(Topics, "topic:#{count}", count, n)
  end)
end

{:ok, _} = Registry.start_link(keys: :unique, name: Few)
for n <- 1..1000, do: {:ok, _} = Registry.register(Few, n, n)

Bench.row("keys of an owner of 1,000", div(operations, 1000), fn n ->
  Bench.times(n, fn _ -> 1000 = length(Registry.keys(Few, self())) end)
end)

Bench.row("count", operations, fn n ->
  Bench.times(n, fn _ -> ^entries = Registry.count(Names) end)
end)

spec = [{{:_, :_, %{load: :"$1"}}, [{:>, :"$1", 989}], [:"$1"]}]

Bench.row("select by a scan, per entry", 3 * entries, fn n ->
  Bench.times(div(n, entries), fn _ -> true = length(Registry.select(Names, spec)) > 0 end)
end)

cores = System.schedulers_online()

Bench.row("lookup of a string, on all cores", operations, fn n ->
  1..cores
  |> Enum.map(fn _ ->
    Task.async(fn ->
      Bench.times(div(n, cores), fn i -> [_] = Registry.lookup(Names, elem(asked, i - 1)) end)
    end)
  end)
  |> Task.await_many(:infinity)
end)
