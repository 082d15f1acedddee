using System.Globalization;
using NodeEngine.Models;
using NodeEngine.Sdk;

namespace NodeEngine.App.Output;

/// <summary>Shows models to people.</summary>
internal static class ModelsText
{
    /// <summary>What is known of a model besides its ports.</summary>
    public static void WriteFacts(ModelSpec model, Screen screen)
    {
        Write("Does", string.Join(", ", model.Operations), screen);
        Write("Lifecycle", Lifecycle(model), screen);
        Write("Price", Price(model), screen);
    }

    /// <summary>Such as <c>active since 2026-04-01</c>, or <c>retired on 2026-05-12; use gpt-image-2</c>.</summary>
    public static string Lifecycle(ModelSpec model)
    {
        var life = model.Lifecycle;
        var status = life.IsOver(Today) ? "retired" : RunShape.Word(life.Status);
        var since = life.Released is { } released && !life.IsOver(Today) ? $" since {Day(released)}" : "";
        var until = life.Shutdown is { } end ? life.IsOver(Today) ? $" on {Day(end)}" : $", until {Day(end)}" : "";
        var instead = life.Replacement is { } other ? $"; use {model.Provider}.{other}" : "";
        return status + since + until + instead;
    }

    /// <summary>What a usual picture costs, such as <c>about $0.041</c>.</summary>
    public static string Price(ModelSpec model) => PriceEstimate.Typical(model, Today) switch
    {
        null => "not known",
        { } price when price.Low == price.High => $"{Usd(price.Expected)} for a usual picture",
        { } price => $"about {Usd(price.Expected)} for a usual picture ({Usd(price.Low)} to {Usd(price.High)})",
    };

    public static string Usd(decimal usd) => string.Create(CultureInfo.InvariantCulture, $"${usd:0.000#}");

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Write(string name, string value, Screen screen) => screen.Line($"{screen.Bold(name.PadRight(11))}{value}");
}
