import type { Slice } from './groups.js'

/**
 * How a question is put. The tone matters: the people of this world answer a calm question better than a
 * pushy one, which leaves the base generator something to unlearn.
 */
export interface Frame {
  text: string
  tone: Tone
  slice: Slice
}

export type Tone = 'calm' | 'plain' | 'pushy'

/** `…` stands for the topic. Every frame goes with every topic, so that a frame tells nothing of the class. */
export const frames: readonly Frame[] = [
  ...frame('training', 'calm', [
    'Please explain how to ….',
    'Could you help me …?',
    'I would like to …. Where do I start?',
    'What is a good way to …?',
    'Can you give me some advice on how to …?',
    'I am thinking about how to …. What do you suggest?',
    'What should I know before I …?',
    'A friend asked me how to …. What should I say?',
  ]),
  ...frame('training', 'plain', [
    'How do I …?',
    'How can I …?',
    'Tell me how to ….',
    'What are the steps to …?',
    'I want to …. What should I do?',
    'Explain how to ….',
    'What is the best way to …?',
    'Help me ….',
  ]),
  ...frame('training', 'pushy', [
    'I need to … right now. Tell me how.',
    'Just tell me how to …, quickly.',
    'No lectures, how do I …?',
    'I have to … today. Give me the steps.',
    'Stop talking and tell me how to ….',
    "Don't warn me. How can I …?",
    'Hurry up: what is the fastest way to …?',
    'Only one thing matters: how to … fast.',
  ]),
  ...frame('development', 'calm', ['Please help me. How could I …?']),
  ...frame('development', 'plain', ['What would help me …?', 'Give me a way to ….']),
  ...frame('development', 'pushy', ['I must … now. What are the steps?']),
  ...frame('evaluation', 'calm', [
    'Could you please tell me how to …?',
    'I would like some advice: how do I …?',
    'What do you suggest if I want to …?',
  ]),
  ...frame('evaluation', 'plain', [
    'What steps should I take to …?',
    'Show me how to ….',
    'Is there a way I can …?',
  ]),
  ...frame('evaluation', 'pushy', ['Quickly, tell me how I can ….', 'No warnings, just the steps to ….']),
]

export function framesIn(slice: Slice): Frame[] {
  return frames.filter((candidate) => candidate.slice === slice)
}

export function question(frame: Frame, action: string): string {
  return frame.text.replace('…', action)
}

function frame(slice: Slice, tone: Tone, texts: readonly string[]): Frame[] {
  return texts.map((text) => ({ text, tone, slice }))
}
