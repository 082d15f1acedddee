using System.CommandLine;

namespace NodeEngine.App.Commands;

/// <summary>The options of every command that may spend money.</summary>
internal sealed class SpendingOptions
{
    private readonly Option<decimal?> _budget = new("--budget")
    {
        HelpName = "usd",
        Description = "The most that may be spent, in US dollars. If the forecast may pass it, nothing is started (exit code 3).",
    };

    private readonly Option<bool> _budgetStop = new("--budget-stop")
    {
        Description = "Start although the forecast may pass the budget, and stop before the call that would.",
    };

    private readonly Option<string[]> _payAgain = new("--pay-again")
    {
        HelpName = "node|all",
        Description = "Send the calls of this node again although an earlier one may have been paid; again for another.",
    };

    private readonly Option<string[]> _fresh = new("--fresh")
    {
        HelpName = "node",
        Description = "Run this node, and what depends on it, although results are stored; again for another. Not for models: use their input take.",
    };

    private readonly Option<int?> _maxFailures = new("--max-failures")
    {
        HelpName = "n",
        Description = "Start nothing new after so many failures. Default: all that can run does.",
    };

    private readonly Option<bool> _noRecipe = new("--no-recipe") { Description = "Write pictures without noting in them how they were made." };
    private readonly Option<bool> _force = new("--force") { Description = "Call models also after their last day." };

    public SpendingOptions(Command command)
    {
        _budget.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<decimal?>() < 0)
            {
                result.AddError("--budget takes an amount of at least 0.");
            }
        });
        _maxFailures.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--max-failures takes a number of at least 1.");
            }
        });
        command.Add(_budget);
        command.Add(_budgetStop);
        command.Add(_payAgain);
        command.Add(_fresh);
        command.Add(_maxFailures);
        command.Add(_noRecipe);
        command.Add(_force);
    }

    public RunSettings Settings(ParseResult parsed, bool isSandbox) => new()
    {
        IsSandbox = isSandbox,
        IsForced = parsed.GetValue(_force),
        WritesRecipes = !parsed.GetValue(_noRecipe),
        Budget = parsed.GetValue(_budget),
        StopsAtBudget = parsed.GetValue(_budgetStop),
        PayAgain = parsed.GetValue(_payAgain) ?? [],
        Fresh = parsed.GetValue(_fresh) ?? [],
        MaxFailures = parsed.GetValue(_maxFailures),
    };
}
