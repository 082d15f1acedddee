using NodeEngine.Benchmarks;
using NodeEngine.Catalog;

if (await ImageCases.TryRunChildAsync(args)) { return; }
if (args is ["images", ..])
{
    foreach (var name in ImageCases.Names.Where(name => args.Length < 2 || name.Contains(args[1])))
    {
        var (engine, bare) = await ImageCases.MeasureAsync(name);
        Console.WriteLine(ImageCases.Line(name, engine, bare));
    }
    return;
}
using var catalog = new NodeCatalog(new BenchmarkNodes());
var cases = new EngineCases(catalog);
var only = args.Length > 0 ? args[0] : "";
foreach (var shape in new[] { Shape.Chain(1_000), Shape.Chain(10_000), Shape.Chain(100_000), Shape.Wide(10_000), Shape.Lattice(100) })
{
    if (!shape.Name.Contains(only)) { continue; }
    var m = (await Measured.OfAsync(cases.New(shape))).Per(shape.Count);
    Console.WriteLine($"{shape.Name} {m.Wall:0.000} {m.Processor:0.000} {m.Bytes:0}");
    if (only == "") {
    m = (await Measured.OfAsync(Floors.Loop(shape))).Per(shape.Count);
    Console.WriteLine($"   loop {m.Wall:0.000} {m.Processor:0.000} {m.Bytes:0}");
    m = (await Measured.OfAsync(Floors.Tasks(shape))).Per(shape.Count);
    Console.WriteLine($"   tasks {m.Wall:0.000} {m.Processor:0.000} {m.Bytes:0}");
    m = (await Measured.OfAsync(Floors.Dataflow(shape))).Per(shape.Count);
    Console.WriteLine($"   dataflow {m.Wall:0.000} {m.Processor:0.000} {m.Bytes:0}"); }
}
if ("stored".Contains(only)) {
var ten = Shape.Wide(10_000);
var s = (await Measured.OfAsync(await cases.StoredAsync(ten))).Per(ten.Count);
Console.WriteLine($"stored {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
s = (await Measured.OfAsync(await cases.ChangedAsync(ten, 2))).Per(ten.Count);
Console.WriteLine($"changed {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
}
if ("load".Contains(only)) {
var c = Shape.Chain(10_000);
using var file = new GraphFile(c);
var s = (await Measured.OfAsync(() => file.LoadAndCheck(cases))).Per(c.Count);
Console.WriteLine($"load+check {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
s = (await Measured.OfAsync(file.Load)).Per(c.Count);
Console.WriteLine($"load {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
s = (await Measured.OfAsync(file.ReadTokens)).Per(c.Count);
Console.WriteLine($"tokens {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
}
if ("waits".Contains(only)) {
var s = (await Measured.OfAsync(Waits.All(cases)));
Console.WriteLine($"64 waits {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
s = (await Measured.OfAsync(Waits.One));
Console.WriteLine($"1 wait {s.Wall:0.000} {s.Processor:0.000} {s.Bytes:0}");
}
