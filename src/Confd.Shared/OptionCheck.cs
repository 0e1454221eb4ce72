using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Confd.Shared;

/// <summary>Checks the settings of options, with uniform messages: the setting, the range with its unit, and its value.</summary>
/// <param name="options">The name of their type.</param>
internal readonly struct OptionCheck(string options)
{
    // The longest time of .NET's timers; as Timers.MaxDelay of Confd.Following, to which not every library refers.
    private static readonly TimeSpan MaxTimerDelay = TimeSpan.FromDays(24);

    /// <summary>Refuses a setting whose value cannot be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not valid; the message names it.</exception>
    public void Require(bool isValid, string setting, string problem)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(setting, $"{options}.{setting} {problem}");
        }
    }

    /// <summary>Refuses a setting that contradicts others, each of them valid by itself.</summary>
    /// <exception cref="ArgumentException">They contradict each other; the message names the setting.</exception>
    public void RequireTogether(bool isValid, string setting, string problem)
    {
        if (!isValid)
        {
            throw new ArgumentException($"{options}.{setting} {problem}", setting);
        }
    }

    /// <summary>Refuses a setting that is null, about which the compiler warns unless its warnings are suppressed.</summary>
    /// <exception cref="ArgumentNullException">It is null; the message names it.</exception>
    public void RequireSet([NotNull] object? value, string setting)
    {
        if (value is null)
        {
            throw new ArgumentNullException(setting, $"{options}.{setting} is null; leave it out for its default");
        }
    }

    /// <summary>Refuses a number below the minimum.</summary>
    /// <param name="value">Null is valid: it is not set.</param>
    /// <param name="least">The minimum.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="unit">What is counted, such as <c>attempts</c>.</param>
    public void RequireAtLeast(long? value, long least, string setting, string unit)
    {
        if (value < least)
        {
            Require(false, setting, string.Create(CultureInfo.InvariantCulture, $"has to be at least {least} ({unit}); it is {value}"));
        }
    }

    /// <summary>Refuses a time that is not positive, or longer than a timer supports.</summary>
    public void RequireTimer(TimeSpan value, string setting, bool orZero = false, bool orInfinite = false) =>
        RequireTime(value, setting, value <= MaxTimerDelay, " and at most 24 days", orZero, orInfinite);

    /// <summary>Refuses a time that is not positive; it may be of any length.</summary>
    public void RequireTime(TimeSpan value, string setting, bool orZero = false, bool orInfinite = false) =>
        RequireTime(value, setting, isShort: true, "", orZero, orInfinite);

    private void RequireTime(TimeSpan value, string setting, bool isShort, string most, bool orZero, bool orInfinite)
    {
        if ((value > TimeSpan.Zero && isShort)
            || (orZero && value == TimeSpan.Zero)
            || (orInfinite && value == Timeout.InfiniteTimeSpan))
        {
            return;
        }

        var least = orZero ? "at least zero" : "more than zero";
        Require(false, setting, $"has to be {least}{most}{(orInfinite ? ", or infinite" : "")}; it is {TextOf(value)}");
    }

    private static string TextOf(TimeSpan value) =>
        value == Timeout.InfiniteTimeSpan ? "infinite" : value.ToString("c", CultureInfo.InvariantCulture);
}
