namespace Confd.Shared;

/// <summary>Checks the settings of options.</summary>
/// <param name="options">The name of their type.</param>
internal readonly struct OptionCheck(string options)
{
    /// <summary>Refuses a setting that cannot be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not valid; the message names it.</exception>
    public void Require(bool isValid, string setting, string problem = "is out of its range")
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(setting, $"{options}.{setting} {problem}");
        }
    }
}
