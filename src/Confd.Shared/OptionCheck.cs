using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Confd.Shared;

/// <summary>Checks the settings of options, in one wording: the setting, the range with its unit, and what it is.</summary>
/// <param name="options">The name of their type.</param>
internal readonly struct OptionCheck(string options)
{
    // What timers of .NET can count; Timers.Longest of Confd.Following, which not every library has.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    /// <summary>Refuses a setting whose value cannot be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not valid; the message names it.</exception>
    public void Require(bool isValid, string setting, string problem)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(setting, $"{options}.{setting} {problem}");
        }
    }

    /// <summary>Refuses a setting that others stand against, each of them valid by itself.</summary>
    /// <exception cref="ArgumentException">They do not go together; the message names the setting.</exception>
    public void RequireTogether(bool isValid, string setting, string problem)
    {
        if (!isValid)
        {
            throw new ArgumentException($"{options}.{setting} {problem}", setting);
        }
    }

    /// <summary>Refuses a setting without a value, which the compiler lets only those pass who silence it.</summary>
    /// <exception cref="ArgumentNullException">It is null; the message names it.</exception>
    public void RequireSet([NotNull] object? value, string setting)
    {
        if (value is null)
        {
            throw new ArgumentNullException(setting, $"{options}.{setting} is null; leave it out for its default");
        }
    }

    /// <summary>Refuses a number below the least one.</summary>
    /// <param name="value">Null is valid: it is not set.</param>
    /// <param name="least">The least that is valid.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="unit">What is counted, such as <c>attempts</c>.</param>
    public void RequireAtLeast(long? value, long least, string setting, string unit)
    {
        if (value < least)
        {
            Require(false, setting, string.Create(CultureInfo.InvariantCulture, $"has to be at least {least} ({unit}); it is {value}"));
        }
    }

    /// <summary>Refuses a time that a timer cannot count.</summary>
    public void RequireTimer(TimeSpan value, string setting, bool orZero = false, bool orInfinite = false) =>
        RequireTime(value, setting, value <= LongestTimer, " and at most 24 days", orZero, orInfinite);

    /// <summary>Refuses a time that does not pass, of any length.</summary>
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
        Require(false, setting, $"has to be {least}{most}{(orInfinite ? ", or infinite" : "")}; it is {value:c}");
    }
}
