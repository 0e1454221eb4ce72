namespace Confd.Flags.Service.Status;

/// <summary>Keys as the Relay Proxy shows them: enough to recognize them.</summary>
internal static class MaskedKey
{
    private const int Shown = 5;
    private const int Shortest = 20;

    /// <summary>Keeps the beginning up to the first dash, dashes, and the last five characters; nothing of a short key.</summary>
    public static string Of(string key)
    {
        if (key.Length < Shortest)
        {
            return new string('*', Shown);
        }

        var start = key.IndexOf('-', StringComparison.Ordinal) is >= 0 and <= Shown and var dash ? dash + 1 : 0;
        return string.Create(key.Length, (key, start), static (masked, state) =>
        {
            for (var i = 0; i < masked.Length; i++)
            {
                var isShown = i < state.start || i >= masked.Length - Shown || state.key[i] == '-';
                masked[i] = isShown ? state.key[i] : '*';
            }
        });
    }
}
