using System.CommandLine;
using System.Globalization;
using NodeEngine.App.Output;
using NodeEngine.Sandbox;

namespace NodeEngine.App.Commands;

/// <summary>Runs the stand-ins for the providers as a server of their own.</summary>
internal sealed class SandboxCommand : Command
{
    private const int LongestLatency = 86_400_000;

    private readonly Option<int> _port = Number("--port", "n", 65535, "--port takes a number from 0 to 65535.", "The TCP port on 127.0.0.1. Default: any free one.");
    private readonly Option<int> _latency = Number("--latency", "ms", LongestLatency, "--latency takes milliseconds, from 0 to a day.", "Wait so many milliseconds before each answer. Default 0.");

    private readonly Option<string?> _asOf = new("--as-of")
    {
        HelpName = "date",
        Description = "Pretend that it is this day, as 2026-11-25: models that are over by then are refused. Default: all are served.",
    };

    private readonly Option<bool> _json = GraphOptions.JsonOption();
    private readonly Terminal _terminal;

    public SandboxCommand(Terminal terminal)
        : base("sandbox", "Serve stand-ins for the providers on this machine: they speak the same wire formats and cost nothing.")
    {
        _terminal = terminal;
        Add(_port);
        Add(_latency);
        Add(_asOf);
        Add(_json);
        _asOf.Validators.Add(result =>
        {
            if (result.Tokens is [var day] && !TryDay(day.Value, out _))
            {
                result.AddError($"--as-of takes a day such as 2026-11-25, not '{day.Value}'.");
            }
        });
        this.WithExamples(
            ("nodeengine sandbox --port 5080", "Serve until Ctrl+C."),
            ("nodeengine sandbox --port 5080 --latency 2000", "See how a graph behaves when every picture takes two seconds."),
            ("curl http://127.0.0.1:5080/sandbox/requests", "See what it received, keys left out."));
        SetAction((parsed, _) => ServeAsync(parsed));
    }

    private static Option<int> Number(string name, string helpName, int most, string fault, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > most)
            {
                result.AddError($"{fault[..^1]}, not '{result.Tokens[0].Value}'.");
            }

            return number;
        },
    };

    private static bool TryDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private async Task<int> ServeAsync(ParseResult parsed)
    {
        var options = new SandboxOptions
        {
            Port = parsed.GetValue(_port),
            Latency = TimeSpan.FromMilliseconds(parsed.GetValue(_latency)),
            AsOf = TryDay(parsed.GetValue(_asOf) ?? "", out var day) ? day : null,
        };
        SandboxServer server;
        try
        {
            server = await SandboxServer.StartAsync(options).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            _terminal.Fail(e.Message, "Choose another port, or leave --port out for a free one.");
            return ExitCode.Failed;
        }

        await using (server.ConfigureAwait(false))
        {
            using var interruption = new Interruption(_terminal);
            Announce(server, parsed.GetValue(_json));
            await Task.Delay(Timeout.Infinite, interruption.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Done;
        }
    }

    private void Announce(SandboxServer server, bool json)
    {
        if (json)
        {
            Json.Write(_terminal, new SandboxShape(server.BaseAddress.AbsoluteUri, server.Providers.ToDictionary(one => one.Key, one => one.Value.AbsoluteUri, StringComparer.Ordinal)));
            return;
        }

        var screen = _terminal.Out;
        screen.Line($"Serving at {screen.Bold(server.BaseAddress.AbsoluteUri)} until Ctrl+C. These lines in api_keys.yaml lead there; any key will do:");
        foreach (var (provider, url) in server.Providers)
        {
            screen.Line();
            screen.Line($"external_{provider}_base_url: {url}");
            screen.Line($"external_{provider}_api_key: sandbox");
        }

        screen.Writer.Flush();
    }
}
