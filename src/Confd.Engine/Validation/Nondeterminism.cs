namespace Confd.Engine.Validation;

/// <summary>How a check treats templates that call functions whose result is random, such as <c>sprig_uuidv4</c>.</summary>
internal enum Nondeterminism
{
    /// <summary>A problem: the file changes, and its service reloads, in every cycle.</summary>
    Refused,

    /// <summary>No problem: <c>--allow-nondeterministic</c>, for files that are rendered once.</summary>
    Allowed,
}
