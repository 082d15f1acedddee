using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using NodeEngine.App.Output;

namespace NodeEngine.App.Commands;

/// <summary>The root: what <c>nodeengine</c> without a command, or with a wrong one, is about.</summary>
internal sealed class NodeEngineCommand : RootCommand
{
    public NodeEngineCommand(Terminal terminal)
        : base("Runs node graphs that make, edit and save pictures with paid image models, and never pays twice.")
    {
        Add(new RunCommand(terminal));
        Add(new PlanCommand(terminal));
        Add(new CheckCommand(terminal));
        Add(new NodesCommand(terminal));
        Add(new ModelsCommand(terminal));
        Add(new RunsCommand(terminal));
        Add(new ResumeCommand(terminal));
        Add(new SpendCommand(terminal));
        Add(new RecipeCommand(terminal));
        Add(new StoreCommand(terminal));
        Add(new NewCommand(terminal));
        Add(new SchemaCommand(terminal));
        Add(new PluginsCommand(terminal));
        Add(new SandboxCommand(terminal));
        Add(new DoctorCommand(terminal));

        foreach (var option in Options)
        {
            if (option is HelpOption help)
            {
                help.Description = "Show help, with examples.";
                help.Action = new HelpWithExamples(terminal);
            }
            else if (option is VersionOption version)
            {
                version.Description = "Show the version.";
                version.Action = new ShowVersion(terminal);
            }
        }

        this.WithExamples(
            ("nodeengine new my-graphs", "Make a workspace with an example to start from."),
            ("nodeengine run graphs/product-hero.json --sandbox", "Try a graph without a key and without cost."),
            ("nodeengine check graphs/*.json", "Find every mistake without running anything."),
            ("nodeengine plan graphs/product-hero.json", "See what a run would cost."),
            ("nodeengine nodes image.resize", "See what a node takes and gives."));
        SetAction(parsed => new HelpWithExamples(terminal).Invoke(parsed));
    }

    private sealed class ShowVersion(Terminal terminal) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(NodeEngineCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            terminal.Out.Line(version.Split('+')[0]);
            return ExitCode.Done;
        }
    }
}
