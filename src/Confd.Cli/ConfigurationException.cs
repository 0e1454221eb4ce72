namespace Confd.Cli;

/// <summary>Thrown where the program cannot run with its settings. The message is printed as it is; exit status 1.</summary>
internal sealed class ConfigurationException : Exception
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
