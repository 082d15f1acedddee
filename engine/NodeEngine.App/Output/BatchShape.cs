namespace NodeEngine.App.Output;

/// <summary>What <c>run --inputs --json</c> gives.</summary>
internal sealed record BatchShape(string Status, double Milliseconds, decimal PriceUsd, bool Simulated, int Rows, IReadOnlyList<BatchRowShape> Runs);

/// <summary>The run of one row.</summary>
internal sealed record BatchRowShape(int Row, IReadOnlyDictionary<string, string> Inputs, RunShape Run);
