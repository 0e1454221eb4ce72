namespace Confd.Engine.Keys;

/// <summary>Records whether one rendering has read a secret. Not to be shared between renderings.</summary>
internal sealed class SecretUse
{
    /// <summary>True once the value of a secret was read, on its own or among others.</summary>
    public bool HasReadSecret { get; private set; }

    internal void Note() => HasReadSecret = true;
}
