/** What the Hub takes as a name, so that a wrong one is told before anything else is done. */

/** owner/name, each of letters, digits, `-`, `_` and `.`, as huggingface_hub (validate_repo_id) has it. */
export function isRepositoryName(name: string): boolean {
  const parts = name.split('/')
  return name.length <= 96 && parts.length === 2 && parts.every(isPart)
}

const isPart = (part: string) => /^[\w.-]+$/.test(part) && !/^[.-]|[.-]$|--|\.\.|\.git$/.test(part)

/** A branch as git takes one (git check-ref-format), of plain characters. */
export function isBranchName(name: string): boolean {
  const parts = name.split('/')
  return (
    name.length <= 200 && parts.every((part) => /^\w[\w.-]*$/.test(part) && !/\.\.|\.$|\.lock$/.test(part))
  )
}
